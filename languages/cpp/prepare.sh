# /toolchain is searched first (-B): gold, where it is installed, links in half the time of g++'s own choice, all the more if it reads of
# libraries what it needs; and of the headers that programs begin with, one of which costs more than all the rest, each is compiled
# already. g++ takes only the first one of a program.
gold=$(command -v ld.gold || true)
ln -s "${gold:-$(command -v ld)}" "$TOOLCHAIN/ld"
echo "${gold:+--no-map-whole-files}" > "$TOOLCHAIN/linker-options"
mkdir -p "$TOOLCHAIN/include/bits"
for header in iostream vector string algorithm cstdio bits/stdc++.h; do
  # The file itself, so that errors name it as the place.
  file=$(echo "#include <$header>" | g++ -x c++ -E - | sed -n "s|^# 1 \"\(.*/$header\)\".*|\1|p" | head -n 1)
  g++ -std=gnu++20 -O2 -w -x c++-header -o "$TOOLCHAIN/include/$header.gch" "$file"
done
