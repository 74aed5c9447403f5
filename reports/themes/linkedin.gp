# The pillar colours that LinkedIn's own page has, for readers who know it.
BRAND = 0xe55800
PEOPLE = 0x827be9
INSIGHTS = 0x087889
RELATIONSHIPS = 0x0091ca
array PILLAR[4] = [BRAND, PEOPLE, INSIGHTS, RELATIONSHIPS]
MAIN = 0x0a66c2
BARS = 0x9cc3ea
BAND = 0xdceaf8
