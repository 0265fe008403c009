#!/usr/bin/env bash
# A real day by real programs, to compare Wiretale's days with: three hosts in network namespaces, a client, a router that answers
# for names (dnsmasq) and a web server (nginx). Nothing leaves the machine. Writes what the client's interface sees.
#   usage: scripts/real-day.sh OUT.pcap [curl|wget|python]
#   needs: root; Debian's iproute2 iputils-ping dnsmasq-base nginx-light tcpdump ethtool dnsutils curl wget python3
set -euo pipefail

capture=${1:?usage: real-day.sh OUT.pcap [curl|wget|python]}
program=${2:-curl}
site=http://www.example.org
place=$(mktemp -d)
# Names of the namespaces: of this process only, so that days may be made side by side.
client=client-$$ router=router-$$ server=server-$$

started=()
tidy() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  for host in "$client" "$router" "$server"; do ip netns delete "$host" 2>/dev/null || true; done
  rm -rf "$place" "/etc/netns/$client"
}
trap tidy EXIT

# on HOST COMMAND… (What runs on in the background calls `ip netns exec` itself: its process id is then the program's own, and not that
# of a shell around it, whose end the program would outlive.)
on() { ip netns exec "$@"; }

# link HOST INTERFACE MAC ADDRESS  HOST INTERFACE MAC ADDRESS
link() {
  ip link add "$2" address "$3" netns "$1" type veth peer name "$6" address "$7" netns "$5"
  ip -n "$1" address add "$4" dev "$2"
  ip -n "$5" address add "$8" dev "$6"
  for end in "$1 $2" "$5 $6"; do
    # shellcheck disable=SC2086
    set -- $end
    ip -n "$1" link set "$2" up
    # Without offloads the capture shows what a wire would: segments, and checksums that are filled in.
    on "$1" ethtool --offload "$2" tx off tso off gso off gro off >/dev/null 2>&1 || true
  done
}

lay_out_network() {
  for host in "$client" "$router" "$server"; do
    ip netns add "$host"
    ip -n "$host" link set lo up
  done
  link "$client" lan a4:34:d9:51:0e:7c 192.168.1.23/24 "$router" lan 50:c7:bf:2e:40:11 192.168.1.1/24
  link "$server" wan b0:83:fe:c3:19:25 203.0.113.80/24 "$router" wan 50:c7:bf:2e:40:12 203.0.113.1/24
  ip -n "$client" route add default via 192.168.1.1
  ip -n "$server" route add default via 203.0.113.1
  on "$router" sysctl -qw net.ipv4.ip_forward=1
  mkdir -p "/etc/netns/$client"
  echo 'nameserver 192.168.1.1' >"/etc/netns/$client/resolv.conf"
}

# A page of ten lines and a file of some nine segments.
write_pages() {
  mkdir "$place/pages"
  printf 'a%.0s' {1..700} | fold -w 70 >"$place/pages/index.html"
  head -c 9000 /dev/urandom | base64 >"$place/pages/big.txt"
  cat >"$place/nginx.conf" <<CONFIGURATION
daemon off;
worker_processes 1;
pid $place/nginx.pid;
error_log $place/error.log;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path $place/body;
  proxy_temp_path $place/proxy;
  fastcgi_temp_path $place/fastcgi;
  uwsgi_temp_path $place/uwsgi;
  scgi_temp_path $place/scgi;
  server {
    listen 80;
    root $place/pages;
    location /old { return 301 /index.html; }
    location /tmp { return 307 /index.html; }
    location /private { return 403; }
  }
}
CONFIGURATION
  chmod -R a+rX "$place"
}

serve() {
  ip netns exec "$server" nginx -c "$place/nginx.conf" &
  started+=($!)
  ip netns exec "$router" dnsmasq --keep-in-foreground --user=root --pid-file= --no-resolv --no-hosts \
    --listen-address=192.168.1.1 --bind-interfaces --address=/www.example.org/203.0.113.80 &
  started+=($!)
  sleep 1
}

# What fails is part of the day.
act() { on "$client" "$@" >/dev/null 2>&1 || true; }

fetch() {
  case $program in
    curl) act curl --silent "$site$1" ;;
    wget) act wget --quiet --output-document=- "$site$1" ;;
    python) act python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()' "$site$1" ;;
  esac
}

# What each program is asked for: Python follows redirects by itself, and has none to follow here.
declare -A paths=([curl]="/ /missing /old /private /tmp /big.txt" [wget]="/ /missing /private /big.txt" [python]="/ /missing /big.txt")

live_the_day() {
  act ping -c 2 -i 0.3 192.168.1.1
  for path in ${paths[$program]:?curl, wget or python}; do
    fetch "$path"
    [ "$program" = python ] || sleep 0.1
  done
  # Two requests on one connection.
  [ "$program" != curl ] || act curl --silent "$site/" "$site/big.txt"
  act dig +tries=1 +time=2 @192.168.1.1 www.example.org A
  act dig +tries=1 +time=2 @192.168.1.1 nothere.example.org AAAA
  # Nobody listens there.
  act curl --silent --max-time 2 http://203.0.113.80:81/
  act ping -c 3 -i 0.3 203.0.113.80
}

lay_out_network
write_pages
serve
ip netns exec "$client" tcpdump -q -i lan -s 0 -U -w "$capture" 'not ip6' 2>/dev/null &
recorder=$!
sleep 1
live_the_day
sleep 1
kill "$recorder"
wait "$recorder" 2>/dev/null || true
