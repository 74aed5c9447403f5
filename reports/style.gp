# The look of every figure and page: colours, fonts, lines. Sizes are points on paper.
# The colours of the pillars keep apart for colour-blind readers and on a grey printer; names
# or positions say the same once more, so no figure needs its colours to be read.
set encoding utf8
set datafile separator "\t"
INK = 0x1f2933
GREY = 0x56626d
SOFT = 0x98a4af
GRID = 0xe3e8ec
PANEL = 0xf3f6f8
TRACK = 0xe6ebef
PAPER = 0xffffff
MAIN = 0x12486b
BAND = 0xdbe6ee
BARS = 0x8fb2ca
UP = 0x0067a3
DOWN = 0xb84a00
WARN = 0x8a1c1c
BRAND = 0xd55e00
PEOPLE = 0xb05a9a
INSIGHTS = 0x008f68
RELATIONSHIPS = 0x0072b2
array PILLAR[4] = [BRAND, PEOPLE, INSIGHTS, RELATIONSHIPS]
F_COVER = 'DejaVu Sans:Bold,27'
F_TITLE = 'DejaVu Sans:Bold,20'
F_TITLE2 = 'DejaVu Sans:Bold,13'
F_HUGE = 'DejaVu Sans:Bold,26'
F_BIG = 'DejaVu Sans:Bold,16'
F_HEAD = 'DejaVu Sans:Bold,10.5'
F_STRONG = 'DejaVu Sans:Bold,9'
F_BODY = 'DejaVu Sans,9'
F_SMALL = 'DejaVu Sans,8'
