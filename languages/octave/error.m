disp("open"
