pkt_1 = HTTP()/HTTPRequest(Path=3)
pkt_2 = HTTP()/HTTPResponse(Status_Code=200)
pkt_3 = HTTP()/HTTPRequest(Path=0)
