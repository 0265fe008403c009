#!/usr/bin/env bash
# Real traffic of real programs for the judge: a client, a router (dnsmasq) and a web server (nginx) in three network
# namespaces, IPv4 and IPv6, on links that are clean, lossy, reordering, slow, offloading or of a small MTU. Nothing leaves the
# machine. Writes one capture a case, as the client's interface sees it.
#   usage: make-captures.sh FOLDER
#   needs: root; Debian packages iproute2 iputils-ping dnsmasq-base nginx-light tcpdump ethtool dnsutils curl wget python3
set -eu
folder=$1
c=c$$ r=r$$ s=s$$ m=m$$
work=$(mktemp -d)
mkdir -p "$folder"
cleanup() {
  for file in "$work"/*.pid; do [ -e "$file" ] && kill "$(cat "$file")" 2>/dev/null || true; done
  for ns in "$c" "$r" "$s" "$m"; do ip netns del "$ns" 2>/dev/null || true; done
  rm -rf "$work" "/etc/netns/$c"
}
trap cleanup EXIT
for ns in "$c" "$r" "$s"; do ip netns add "$ns"; ip -n "$ns" link set lo up; done
here=$(cd "$(dirname "$0")" && pwd)
ip netns add "$m"
ip link add c0 address 3c:22:fb:5a:19:c4 netns "$c" type veth peer name m0 netns "$m"
ip link add r0 address 04:92:26:8e:71:03 netns "$r" type veth peer name m1 netns "$m"
ip netns exec "$m" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 || true
ip -n "$m" link set m0 up; ip -n "$m" link set m1 up
ip link add s0 address 52:54:00:ab:20:9d netns "$s" type veth peer name r1 address 04:92:26:8e:71:04 netns "$r"
addresses() {
  ip -n "$c" addr add 192.168.1.23/24 dev c0; ip -n "$r" addr add 192.168.1.1/24 dev r0
  ip -n "$c" link set c0 up; ip -n "$r" link set r0 up
  ip -n "$c" route add default via 192.168.1.1
  ip -n "$c" addr add 2001:db8:1::23/64 dev c0 nodad || true; ip -n "$r" addr add 2001:db8:1::1/64 dev r0 nodad || true
  ip -n "$c" -6 route add default via 2001:db8:1::1 || true
}
addresses
ip -n "$r" addr add 203.0.113.1/24 dev r1;  ip -n "$s" addr add 203.0.113.80/24 dev s0
ip -n "$r" link set r1 up; ip -n "$s" link set s0 up
ip -n "$s" route add default via 203.0.113.1
ip netns exec "$r" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 || true
ip -n "$r" addr add 2001:db8:2::1/64 dev r1 nodad || true;  ip -n "$s" addr add 2001:db8:2::80/64 dev s0 nodad || true
ip -n "$s" -6 route add default via 2001:db8:2::1 || true
offload() { for pair in "$c c0" "$m m0" "$m m1" "$r r0" "$r r1" "$s s0"; do set -- $1 $pair; ip netns exec "$2" ethtool -K "$3" tx "$1" tso "$1" gso "$1" gro "$1" >/dev/null 2>&1 || true; done; }
offload off
mkdir -p "$work/www" "/etc/netns/$c"; echo 'nameserver 192.168.1.1' > "/etc/netns/$c/resolv.conf"
head -c 700 /dev/zero | tr '\0' 'a' | fold -w 70 > "$work/www/index.html"
head -c 9000 /dev/urandom | base64 > "$work/www/big.txt"; head -c 300000 /dev/urandom > "$work/www/large.bin"
cat > "$work/nginx.conf" <<N
worker_processes 1; daemon off; pid $work/master; error_log $work/err.log;
events {} http { access_log off; include /etc/nginx/mime.types; keepalive_timeout 2;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/c;
  gzip on; gzip_types text/plain; gzip_min_length 10;
  server { listen 80; listen [::]:80; root $work/www; location /old { return 301 /index.html; } location /private { return 403; }
    location /none { return 204; } location /tmp { return 307 /index.html; } } }
N
chmod -R a+rX "$work"
ip netns exec "$s" nginx -c "$work/nginx.conf" & echo $! > "$work/nginx.pid"
ip netns exec "$s" python3 -m http.server --bind 203.0.113.80 -d "$work/www" 8000 >/dev/null 2>&1 & echo $! > "$work/python.pid"
many=$(for i in $(seq 1 60); do printf -- '--host-record=many.example.org,203.0.113.%s ' "$i"; done)
ip netns exec "$r" dnsmasq --keep-in-foreground --no-resolv --no-hosts --listen-address=192.168.1.1,2001:db8:1::1 --bind-dynamic \
  --address=/www.example.org/203.0.113.80 --address=/www.example.org/2001:db8:2::80 --cname=alias.example.org,real.example.org \
  --host-record=real.example.org,203.0.113.80 $many --dhcp-range=192.168.1.100,192.168.1.150,1h --dhcp-leasefile="$work/leases" \
  --interface=r0 --pid-file= --user=root >/dev/null 2>&1 & echo $! > "$work/dnsmasq.pid"
sleep 1
begin() { name=$1; shift; ip netns exec "$c" tcpdump -q -i c0 -s "${snap:-0}" -U -w "$folder/$name.pcap" "$@" 2>/dev/null & echo $! > "$work/tcpdump.pid"; sleep 0.7; }
end() { sleep 0.7; kill "$(cat "$work/tcpdump.pid")"; rm -f "$work/tcpdump.pid"; sleep 0.3; }
run() { ip netns exec "$c" timeout 20 "$@" >/dev/null 2>&1 || true; }
netem() { calm; ip netns exec "$m" /usr/bin/python3 "$here/impaired-link.py" m0 m1 "$@" & echo $! > "$work/link.pid"; sleep 0.4; }
# The link's frames would be longer than its MTU: client and router get a link without anything between.
direct() { calm; ip -n "$c" link del c0; ip -n "$r" link del r0 2>/dev/null || true
  ip link add c0 address 3c:22:fb:5a:19:c4 netns "$c" type veth peer name r0 address 04:92:26:8e:71:03 netns "$r"; addresses; sleep 1; }
calm() { [ -e "$work/link.pid" ] && { kill "$(cat "$work/link.pid")" 2>/dev/null; wait "$(cat "$work/link.pid")" 2>/dev/null; } || true; rm -f "$work/link.pid"; }
clean() { netem delay=0.05; }
clean
day() {
  run ping -c 2 -i 0.2 192.168.1.1; run curl -s http://www.example.org/ http://www.example.org/big.txt
  run curl -s --compressed http://www.example.org/big.txt; run curl -s -I http://www.example.org/big.txt
  run curl -s http://www.example.org/none; run curl -s -L http://www.example.org/old
  run curl -s -o /dev/null http://www.example.org/large.bin; run wget -q -O - http://www.example.org/missing
  run curl -s -r 0-99 http://www.example.org/big.txt; run curl -s -z '2030-01-01' http://www.example.org/big.txt
  run python3 -c "import urllib.request as u; u.urlopen('http://203.0.113.80:8000/big.txt').read()"
  run curl -s -d "a=b" http://203.0.113.80:8000/; run curl -s --http1.0 http://www.example.org/
  run curl -s -m 1 http://203.0.113.80:81/; run dig +tries=1 @192.168.1.1 alias.example.org A
}
begin plain 'not ip6'; day; end
begin both-versions; ip -n "$c" neigh flush all; run ping -6 -c 2 -i 0.2 2001:db8:1::1; run ping -6 -c 2 -i 0.2 2001:db8:2::80
  run curl -6 -s http://www.example.org/big.txt; run curl -s http://www.example.org/; run ping -6 -c 1 -t 1 2001:db8:2::80; run curl -g -6 -m 1 -s 'http://[2001:db8:2::80]:81/'
  run dig +tries=1 @2001:db8:1::1 www.example.org AAAA; end
netem loss=0.05 delay=5; begin loss-5; day; end; clean
netem loss=0.2 delay=2; begin loss-20; run curl -m 15 -s http://www.example.org/big.txt; run ping -c 6 -i 0.2 203.0.113.80; end; clean
netem delay=5 reorder=0.3; begin reorder; day; end; clean
netem duplicate=0.15 delay=2; begin duplicate; day; end; clean
netem delay=20 rate=100000 queue=20; begin slow-queue; run curl -m 15 -s -o /dev/null http://www.example.org/large.bin; end; clean
netem corrupt=0.05 delay=1; begin corrupt; run curl -m 15 -s http://www.example.org/big.txt; run ping -c 6 -i 0.2 203.0.113.80; run curl -m 15 -s http://www.example.org/; end; clean
for pair in "$c c0" "$m m0" "$m m1" "$r r0" "$r r1" "$s s0"; do set -- $pair; ip netns exec "$1" ethtool -K "$2" tx on tso on gso on gro on >/dev/null 2>&1 || true; done
direct; begin offload; day; run curl -6 -s -o /dev/null http://www.example.org/large.bin; end
snap=96; begin snapped; snap=0; day; end
for pair in "$c c0" "$m m0" "$m m1" "$r r0" "$r r1" "$s s0"; do set -- $pair; ip netns exec "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null 2>&1 || true; done
ip -n "$r" link set r1 mtu 1300; ip -n "$s" link set s0 mtu 1300
begin mtu; run ping -c 2 -s 3000 203.0.113.80; run ping -c 2 -M do -s 1400 203.0.113.80; run ping -6 -c 2 -s 1400 2001:db8:2::80; run curl -s http://www.example.org/big.txt
  run ping -c 1 -t 1 203.0.113.80; run ping -c 2 -s 3000 192.168.1.1; run ping -c 1 203.0.113.99; run ping -c 1 198.51.100.9; run traceroute -n 203.0.113.80; end
begin dhcp; printf '#!/bin/sh\nexit 0\n' > "$work/lease.sh"; chmod +x "$work/lease.sh"
  ip netns exec "$c" timeout 15 busybox udhcpc -i c0 -n -q -f -s "$work/lease.sh" >/dev/null 2>&1 || true
  ip netns exec "$c" timeout 15 busybox udhcpc -i c0 -n -q -f -r 192.168.1.120 -s "$work/lease.sh" >/dev/null 2>&1 || true
  run arping -c 2 -I c0 192.168.1.1; run arping -D -c 2 -I c0 192.168.1.77; run arping -D -c 1 -I c0 192.168.1.1; run arping -U -c 2 -I c0 192.168.1.23; run arping -A -c 2 -I c0 192.168.1.23; end
begin neighbors; ip -n "$c" addr add 2001:db8:1::99/64 dev c0; ip -n "$c" neigh flush all; run rdisc6 c0; run ndisc6 2001:db8:1::1 c0; sleep 1; run ping -6 -c 1 ff02::1%c0; run ping -6 -c 1 2001:db8:1::77; run traceroute -6 -n 2001:db8:2::80; run traceroute -I -n 203.0.113.80; run traceroute -T -n 203.0.113.80; end
begin dns; run dig +tries=1 @192.168.1.1 many.example.org A; run dig +tries=1 +noedns +ignore @192.168.1.1 many.example.org A; run dig +tcp @192.168.1.1 many.example.org A
  run dig +noedns @192.168.1.1 many.example.org A; run dig +tries=1 @192.168.1.1 nothere.example.org AAAA; run dig +tries=1 @192.168.1.1 example.org ANY; run dig +tries=1 @192.168.1.1 -x 203.0.113.80
  run dig +tries=1 @192.168.1.1 alias.example.org; run dig +tries=1 +time=1 @192.168.1.99 www.example.org; run dig +norec @192.168.1.1 www.example.org; run dig @192.168.1.1 chaos version.bind TXT; run host www.example.org; end
(ip netns exec "$c" curl -s --limit-rate 60000 -o /dev/null http://www.example.org/large.bin & echo $! > "$work/curl.pid"); sleep 0.6
begin middle; sleep 2; run curl -s http://www.example.org/; sleep 3; end; rm -f "$work/curl.pid"
(ip netns exec "$c" ping -i 0.2 -c 20 203.0.113.80 >/dev/null &) ; begin middle-ping; sleep 2; end
ip netns exec "$c" python3 - <<'P' &
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096); time.sleep(1); s.connect(("203.0.113.80", 80))
s.send(b"GET /large.bin HTTP/1.1\r\nHost: 203.0.113.80\r\n\r\n"); time.sleep(2)
for i in range(400):
    if not s.recv(900): break
s.close()
P
begin zero-window; sleep 6; end
begin pipelined; ip netns exec "$c" python3 - <<'P'
import socket, time
s = socket.create_connection(("203.0.113.80", 80))
s.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /old HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
while s.recv(4096): pass
s = socket.create_connection(("203.0.113.80", 80)); s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1); s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
time.sleep(1.7); s.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"); s.recv(100); time.sleep(4); s.close()
s = socket.create_connection(("203.0.113.80", 80)); s.send(b"NONSENSE\r\n\r\n"); s.recv(1000); s.close()
s = socket.create_connection(("203.0.113.80", 80)); s.send(b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n"); s.recv(100); s.close()
P
end
begin parallel; for i in 1 2 3 4 5 6 7 8; do (ip netns exec "$c" curl -s -o /dev/null http://www.example.org/large.bin http://www.example.org/ &); done; sleep 3; end
ls -la "$folder"
