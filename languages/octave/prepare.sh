# Octave run on a file with a syntax error does not say where it is; its parser does.
echo "__parse_file__('/src/main.m'); source('/src/main.m');" > "$TOOLCHAIN/run.m"
