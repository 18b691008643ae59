"""Charts on slides that PowerPoint itself can edit, each with its words for who cannot see it."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Inches, Pt

from practicebank.analysis.tally import Tally
from practicebank.analysis.two_choices import FieldContrast, Sides
from practicebank.briefing.slides import BAR, INK, LINE, LINK, PAPER, rgb
from practicebank.fields import NOT_RECORDED

_MOST_BARS = 20


def chart(slide: Any, tally: Tally, left: float, top: float, width: float, height: float) -> None:
    """The tally's bars as a chart that PowerPoint itself can edit, in the colours of the bank."""
    bars = tally.bars[:_MOST_BARS]
    data = CategoryChartData(number_format="#,##0;;")
    data.categories = [bar.label for bar in bars]
    if tally.part_names:
        for at, part in enumerate(tally.part_names):
            data.add_series(part, [bar.parts[at] for bar in bars])
    else:
        data.add_series("Practices", [bar.number for bar in bars])
    kind = XL_CHART_TYPE.BAR_STACKED if tally.part_names else XL_CHART_TYPE.BAR_CLUSTERED
    plot = _plot(slide, kind, data, tally.alt, (left, top, width, height))
    plot.overlap = 100 if tally.part_names else 0
    for at, series in enumerate(plot.series):
        _coloured(series, tally, at, bars)


def paired_chart(
    slide: Any, field: FieldContrast, sides: Sides, left: float, top: float, width: float, height: float
) -> None:
    """Two choices, term by term: in per cent of the practices that record the field, or counted where these are few."""
    found = [line for line in field.lines if line.apart is not None] or field.lines
    data = CategoryChartData(number_format='0"%"' if found[0].apart is not None else "#,##0")
    data.categories = [line.label for line in found[:_MOST_BARS]]
    for at, side in enumerate((sides.one, sides.other)):
        numbers = [line.numbers[at] if line.apart is None else line.shares[at] for line in found[:_MOST_BARS]]
        data.add_series(f"{side} (of {field.recorded[at]:,})", numbers)
    alt = f"Bar chart. {field.label}: {sides.one} and {sides.other}. {field.sentence}"
    plot = _plot(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, alt, (left, top, width, height))
    for series, colour in zip(plot.series, (LINK, BAR), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        series.data_labels.show_value = True
        series.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _plot(slide: Any, kind: Any, data: CategoryChartData, alt: str, place: tuple[float, float, float, float]) -> Any:
    """A bar chart without anything that says the same twice; a key where there are several series."""
    shape = slide.shapes.add_chart(kind, *(Inches(length) for length in place), data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    drawn = shape.chart
    drawn.font.size, drawn.font.color.rgb = Pt(12 if len(data.categories) <= 10 else 10), INK
    drawn.has_title = False
    drawn.has_legend = len(drawn.plots[0].series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        drawn.legend.font.size = Pt(12)
    drawn.category_axis.reverse_order = True
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.category_axis.format.line.color.rgb = LINE
    drawn.category_axis.major_tick_mark = drawn.value_axis.major_tick_mark = -4142
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    plot = drawn.plots[0]
    plot.gap_width = 45
    return plot


def _coloured(series: Any, tally: Tally, at: int, bars: Sequence[Any]) -> None:
    """Numbers stand on the parts of a divided bar, and behind a plain one."""
    series.format.fill.solid()
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0;;", False
    if tally.part_names:
        rating = tally.rating_of(tally.part_names[at])
        series.format.fill.fore_color.rgb = rgb(rating)
        labels.position = XL_LABEL_POSITION.CENTER
        labels.font.color.rgb = PAPER if rating.light_ink else INK
        labels.font.bold = True
        return
    labels.number_format = "#,##0"
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    series.format.fill.fore_color.rgb = BAR
    for number, bar in enumerate(bars):
        if tally.key == "effectiveness" or bar.label == NOT_RECORDED:
            point = series.points[number].format.fill
            point.solid()
            point.fore_color.rgb = rgb(tally.rating_of(bar.label))
