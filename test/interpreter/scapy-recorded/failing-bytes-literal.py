p = IP()/b"é"
