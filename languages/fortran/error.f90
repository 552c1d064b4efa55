program error
  implicit none
  count = 3
end program error
