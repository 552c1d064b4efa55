# /toolchain is searched first (-B): gold, where it is installed, links in half the time of g++'s own choice, all the more if it reads of
# libraries what it needs; and of the headers that programs begin with, one of which costs more than all the rest, each is compiled
# already. g++ takes only the first one of a program.
gold=$(command -v ld.gold || true)
ln -s "${gold:-$(command -v ld)}" "$TOOLCHAIN/ld"
touch "$TOOLCHAIN/linker-options"
if [ "$gold" ]; then
  # In place of collect2 too, whose work is for systems other than Linux; and with a folder of what programs are linked with: of the folders that
  # g++ names, gold would list every file.
  ln -s "$gold" "$TOOLCHAIN/collect2"
  mkdir "$TOOLCHAIN/lib"
  for library in libstdc++.so libm.so libc.so libgcc.a libgcc_s.so libgcc_eh.a; do
    ln -s "$(readlink -f "$(g++ -print-file-name="$library")")" "$TOOLCHAIN/lib/$library"
  done
  g++ -dumpspecs | sed '/^\*link_libgcc:$/{n;s/.*//;}' > "$TOOLCHAIN/specs"
  echo "--no-map-whole-files -L/toolchain/lib" > "$TOOLCHAIN/linker-options"
fi
mkdir -p "$TOOLCHAIN/include/bits"
for header in iostream vector string algorithm cstdio bits/stdc++.h; do
  # The file itself, so that errors name it as the place.
  file=$(echo "#include <$header>" | g++ -x c++ -E - | sed -n "s|^# 1 \"\(.*/$header\)\".*|\1|p" | head -n 1)
  g++ -std=gnu++20 -O2 -w -x c++-header -o "$TOOLCHAIN/include/$header.gch" "$file"
done
