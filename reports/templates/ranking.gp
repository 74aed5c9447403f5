# The members of a team, a row each, the best on top.
# DATA: row, overall (NaN: none), 1 where provisional      ROWS, XMAX: the scale.
unset key; unset border; unset tics; unset grid
set xrange [0:XMAX]; set yrange [ROWS + 0.5:0.5]
T = 0.22
plot DATA using (0):($2 >= 0 ? $1 : NaN):(0):(XMAX):($1 - T):($1 + T) with boxxyerror fc rgb TRACK fs solid noborder, \
     DATA using (0):($2 >= 0 ? $1 : NaN):(0):2:($1 - T):($1 + T) with boxxyerror fc rgb MAIN fs solid noborder, \
     DATA using (0):($3 == 1 && $2 > XMAX * 0.05 ? $1 : NaN):(XMAX * 0.02):($2 - XMAX * 0.02):($1 - T * 0.62):($1 + T * 0.62) \
         with boxxyerror fc rgb PAPER fs solid noborder
