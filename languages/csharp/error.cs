int count = "three";
