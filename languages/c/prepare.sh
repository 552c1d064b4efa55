# /toolchain is searched first (-B): gold, where it is installed, links a small program in half the time of gcc's own choice, all the more
# if it reads of libraries what it needs; and the header that most programs begin with is compiled already. What a program defines
# before it makes gcc read the header itself.
gold=$(command -v ld.gold || true)
ln -s "${gold:-$(command -v ld)}" "$TOOLCHAIN/ld"
echo "${gold:+--no-map-whole-files}" > "$TOOLCHAIN/linker-options"
mkdir "$TOOLCHAIN/include"
file=$(echo '#include <stdio.h>' | gcc -x c -E - | sed -n 's|^# 1 "\(.*/stdio\.h\)".*|\1|p' | head -n 1)
gcc -std=gnu17 -O2 -x c-header -o "$TOOLCHAIN/include/stdio.h.gch" "$file"
