# Bars of up to 25 points, a row each, the first on top.
# DATA: row, points, 1 where known, mark (a median; NaN: none), colour 1..4
# ROWS, XMAX: the scale. PROVISIONAL: 1 draws the bars hollow.
unset key; unset border; unset tics; unset grid
set xrange [0:XMAX]; set yrange [ROWS + 0.5:0.5]
T = 0.14
plot DATA using (0):($3 == 1 ? $1 : NaN):(0):(XMAX):($1 - T):($1 + T) \
         with boxxyerror fc rgb TRACK fs solid noborder, \
     DATA using (0):($3 == 0 ? $1 : NaN):(0):(XMAX):($1 - T):($1 + T) \
         with boxxyerror fc rgb PAPER fs solid border lc rgb SOFT, \
     DATA using (0):($3 == 1 ? $1 : NaN):(0):2:($1 - T):($1 + T):(PILLAR[int($5)]) \
         with boxxyerror lc rgb variable fs solid noborder, \
     DATA using (0):(PROVISIONAL == 1 && $3 == 1 && $2 > 0.4 ? $1 : NaN):(0.15):($2 - 0.15):($1 - T * 0.76):($1 + T * 0.76) \
         with boxxyerror fc rgb PAPER fs solid noborder, \
     DATA using 4:($1 - T * 1.4):(0):(T * 2.8) with vectors nohead lw 4 lc rgb INK
