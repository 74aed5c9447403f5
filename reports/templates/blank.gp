# Only what the script around it has set as labels, objects and arrows.
unset border; unset tics; unset key; unset grid
set xrange [0:1]; set yrange [0:1]
plot -1 notitle
