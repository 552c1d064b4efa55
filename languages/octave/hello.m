disp("Hello from Octave")
