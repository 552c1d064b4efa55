<?php
echo "open"
echo "closed";
