# The packages are listed below /var, which no sandbox has.
cp -rL "$(ghc --print-global-package-db)" "$TOOLCHAIN/packages"
