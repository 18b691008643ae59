"""Everyday words that are right as they stand: a search for one is never corrected to a word of the field.

Only words that look like some word of the field need be here ("horse" like "house"); it is not a dictionary.
"""

_WORDS = """
able added again agree ahead ailing airing alive allow alone along aloud already although always amid anger
angle animal annual answer anyone apart apparent appeal appear apple apply arise arising armed army around
aside asked asleep aware away awful back bake baker baking bald ball band bank bare bark base basic basis bath
battle beam bean bear beard bearing beat beauty became become bell belt bench bend berry best bigger bill bind
bird birth bitter blank bleed blood bloom blow blue board boat body bold bolt bone book boot bore born both
bottle bottom bowl brave breach bread break breath brick bride brief bright bring broad broke broken brother
brought brown brush bucket build burden burn burst bury butter button buying cage cake call calm came camp
candle card care carry cart carve cash cast castle catch cause cautious cave chain chair chalk chance change
chap chart chase cheap cheat check cheek cheer cheese chest chief chill choice choke choose choosing chose
chosen circle civil claim clash clean clear clerk clever cliff climb clock close cloth cloud clue coal coat
code coin cold collar colour come comic constant contain containing contents contrast cook cool cope copy cord
core corn corner cost couch could count couple course cousin cover crack craft crash crawl cream create creek
crew crop cross crowd crown cruel crush curb cure curl curry curve daily dance dare dark dash date dawn dead
deal dear death debt deck deep deer defend delay deny depth derived desk devil diet dinner dirt dish distance
distinct ditch dive divide dock done door doubt dozen draft drag drain drama draw dream dress drew dried drift
drill drop drum dryer dust duty each eager early earn earth ease east easy edge effort eight either elbow
elect else empty ending enemy enjoy enough enter entire equal error escape even evening event ever every exact
except exist exit expect expert exported extra face fact fade fail faint fair fake fall fame fancy fare fast
fate fault favour fear feast feed feel fees feet fell felt fence fever field fierce fifth fill final find fine
finger finish firm first fish fist fixed flag flame flash flat flight float flood floor flour flow flower
flute folk food foot force foreign forest forget fork form fort forth found four frame free fresh fridge frog
front frozen fruit fuel full funny future gain game gate gave gear gentle giant gift give given glad glass
glove glue goal goat gold golf gone good goose grab grade grain grand grant grape grass grave great greatest
green greet grew grey grind grip ground group grow growth guess guest guilt guitar habit hair half hall hammer
hand handle hang happy hard hardly harp hate have hear heart heat heavy hedge heel height held hell hello here
hero hidden hide high hill hint hire hold hole hollow holy honest honey hook hope horn horse host hotel hour
house huge human humble hunger hungry hunt hurry husband idea image inch income indoor insect inside instance
instead iron island issue item jacket jeans jewel join joint joke jolly juice jump jury just keen keep kept
kettle kick kill kind king kiss kitchen knee knew knock knot know lack ladder lake lamb lamp land lane large
larger last late later latter laugh lawn lazy lead leaf lean learn least leather leave left legal lemon lend
less letter level life lift like limb lime line lion list little live liver load loan lock lonely long look
loose lord lorry lose loss lost loud love lovely lower luck lunch lung mail main make male mark market marry
mask mass master match mate matter meal mean meat medal meet melt member memory mental mess metal middle might
mild mile milk mill mind mine minor minute mirror mist mode modern moment money monkey month mood moon moral
more morning most moth motor mount mouse mouth move movie mower much muddy music naked name narrow nasty
nature navy near neat neck need needle nephew nerve nest never news next nice niece night noble noise none
noon north nose note noun nurse obey ocean offer offering often open option orange order other ought outer
outside oven over owner oxen pace pack page paid pain paint pair pale palm panel pants paper parade parcel
part pass password past paste patch path patient pause peace peach peak pearl pencil penny people perfect
perhaps phase piano pick piece pigeon pile pill pillow pilot pine pink pint pipe pitch place plain plane
planet plant plate play please plenty plot plug plus pocket poem poet point poison polite pond pony pool poor
pope port portion portions pose post potato pound pour powder power praise pray precise precision present
presented press pretty price pride priest primarily primary prince print printing prize processor produce
produced produces profit proof proper properly proud prove public pull pulse pump pupil pure purple purse push
puzzle quantity quarter queen quick quiet quite rabbit race radio rain raise range rank rapid rare rate rather
reach read ready real rear reason red refer regard regarding regret rejected relevant remain remaining remind
remove rent repair repeat reply required rescue response rest restrict result return returned returning
returns revised reward rhyme ribbon rice rich ride riding rifle right ring ripe rise rising river road roast
rock role roll roof room root rope rose rotten rough round route royal rubber rude ruin rule ruler rules rural
rush sack sacred saddle safe sail saint salad salary sale salt same sand sauce save scale scarce scare scarf
scene scent school score scratch scream screen screw search season seat second secret seed seek seem seen
seize selected self sell send sense sent separate sequence serve settings seven shade shadow shake shall
shallow shame shape share sharp shave shed sheep sheet shelf shell shelter shift shine ship shirt shock shoe
shone shook shoot shop shore short shot should shout show shower shut sick side sight sign silent silk silly
silver similar simple simply since sing single sink sister site size skill skin skirt sleep sleeve slept slice
slide slight slip slope slow small smart smell smile smoke smooth snake snow soap social sock soft soil sold
soldier solid some song soon sore sort soul sound soup sour south space spare speak special speech speed spell
spelling spend spent spice spider spill spin spirit spite split spoil spoke spoon sport spot spray spread
spring square stable stage stair stamp stand standard standing star stare start starting state statement
stating station stay steal steam steel steep steer stem step stick sticky stiff still sting stir stock stomach
stone stood stop store storm story stove straight strange strategy straw stream street stretch strict strike
string strip strong structure stuck student study stuff stupid style subject submitted such sudden suffer
sugar suit sum summer supposed sure surface surprise sweat sweet swell swift swim swing sword table tail take
tale talk tall tame tank tape task taste taught teach tear tell temper temple tend tennis tent term test than
thank that theft them then thick thief thin thing think third thirst though thought thread three threw throat
throne through throw thumb thus ticket tide tidy tie tiger tight till time tiny tired title toast today tomato
tone tongue tonight tool tooth torn touch tough tour toward towel tower town trace track trade trail train
trap tray treat tree trial tribe trick tried tries trip troop trouble truck true trunk trust truth tube tune
turn twelve twice twin type ugly uncle under understood union unit unite until upper upset urge used useful
usual vain valley value variation vast verb very vice view village violin visit voice vote wage waist wait
wake walk wall wander want warm warn warranty wash waste watch water wave wax weak wealth weapon wear weather
weed week weigh weight well went were west whale wheat wheel when where which while whip whisper whistle white
whole wide wife wild will wind window wine wing winner winter wire wise wish wolf wonder wood wool word wore
work world worm worn worry worse worst worth would wound wrap wreck wrist write wrong yard year yellow
yesterday young yours youth zebra zero zone
"""

EVERYDAY_WORDS = frozenset(_WORDS.split())
