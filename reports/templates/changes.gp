# Changes of points, a row each: to the right of the line gained, to the left lost.
# DATA: row, change      ROWS, XMAX: the scale, the same to both sides.
unset key; unset border; unset tics; unset grid
set xrange [-XMAX:XMAX]; set yrange [ROWS + 0.5:0.5]
T = 0.24
plot DATA using (0):1:(0):2:($1 - T):($1 + T):($2 < 0 ? DOWN : UP) with boxxyerror lc rgb variable fs solid noborder, \
     DATA using (0):($1 - 0.5):(0):(1) with vectors nohead lw 1 lc rgb SOFT
