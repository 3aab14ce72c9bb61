# A throw-away PostgreSQL for as long as standard input stays open. Prints its folder, which holds its socket.
set -e
# Hundreds of databases of a thousand small files each: in memory where that holds them.
base=/tmp
free=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)
if [ "${free:-0}" -gt 12000000 ]; then base=/dev/shm; fi
dir=$(mktemp -d "$base/skinlink-postgres.XXXXXX")
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
server=
end() {
    trap - EXIT
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' HUP INT TERM
"$bin/initdb" --pgdata="$dir/data" --auth=trust --username=skinlink --encoding=UTF8 --no-sync >"$dir/initdb.log"
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=400 >"$dir/log" 2>&1 &
server=$!
until "$bin/pg_isready" --quiet --host="$dir"; do
    kill -0 "$server"
    sleep 0.1
done
echo "$dir"
cat >/dev/null
