"""A libtorrent session that obeys lines of JSON on standard input and ends with it."""

import base64
import json
import sys

import libtorrent as lt

session = lt.session(
    {
        "listen_interfaces": sys.argv[1],
        "user_agent": "libtorrent/" + lt.__version__,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "allow_multiple_connections_per_ip": True,
        "alert_mask": lt.alert.category_t.error_notification | lt.alert.category_t.tracker_notification,
    }
)
handles = {}


def add(request):
    metainfo = base64.b64decode(request["metainfo"])
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(lt.bdecode(metainfo))
    params.save_path = request["folder"]
    params.upload_limit = int(request["uploadLimit"])
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    params.flags |= lt.torrent_flags.disable_pex
    handles[request["infoHash"]] = session.add_torrent(params)


def standing(request):
    status = handles[request["infoHash"]].status()
    return {
        "uploadedBytes": str(status.all_time_upload),
        "downloadedBytes": str(status.all_time_download),
        "isComplete": status.is_seeding,
    }


commands = {
    "ping": lambda request: None,
    "add": add,
    "standing": standing,
    "stop": lambda request: handles[request["infoHash"]].pause(),
    "resume": lambda request: handles[request["infoHash"]].resume(),
}

for line in sys.stdin:
    session.pop_alerts()
    try:
        request = json.loads(line)
        reply = commands[request["command"]](request) or {}
    except Exception as error:  # told to the test, which decides
        reply = {"error": repr(error)}
    print(json.dumps(reply), flush=True)
