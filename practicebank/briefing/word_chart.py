"""A chart of a slide in a Word document, as editable there as on the slide.

The library for documents knows no charts; the one for slides writes the same two parts, the drawing and its numbers.
"""

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

from practicebank.analysis.tally import Tally
from practicebank.briefing.slide_charts import chart
from practicebank.briefing.slides import Deck

_PLACED = """\
<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<wp:inline><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Chart {number}"/><a:graphic>
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{relation}"/></a:graphicData>
</a:graphic></wp:inline></w:drawing>"""


def add_chart(paragraph: Any, tally: Tally, number: int, width: float, height: float) -> None:
    """`number` is the chart's own in the document, from 1; `width` and `height` are centimetres."""
    slide = Deck("", "", "").slide("")
    chart(slide, tally, 0, 0, width / 2.54, height / 2.54)
    [drawn] = [shape.chart.part for shape in slide.shapes if shape.has_chart]
    package = paragraph.part.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, drawn.blob, package)
    numbers = drawn.chart_workbook.xlsx_part.blob
    held = Part(PackURI(f"/word/embeddings/numbers{number}.xlsx"), CONTENT_TYPE.SML_SHEET, numbers, package)
    [relation] = drawn.rels
    part.load_rel(RELATIONSHIP_TYPE.PACKAGE, held, relation)
    placed = _PLACED.format(
        width=Cm(width),
        height=Cm(height),
        number=number,
        relation=paragraph.part.relate_to(part, RELATIONSHIP_TYPE.CHART),
    )
    element = parse_xml(placed)
    next(each for each in element.iter() if each.tag.endswith("}docPr")).set("descr", tally.alt)
    paragraph.add_run()._r.append(element)
