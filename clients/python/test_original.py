"""The calls of the original Tiddly's clients, by Python requests and to the byte, against the built server.

Run by: /usr/bin/python3 -m unittest discover -s clients/python
It builds the server unless TIDDLY names a binary. Each test has a database and a server of its own.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

import requests

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIXTURE = os.path.join(ROOT, "internal", "rest", "testdata", "original.sql")


def setUpModule():
    global folder, binary
    folder = tempfile.mkdtemp(prefix="tiddly-clients-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    binary = os.environ.get("TIDDLY")
    if not binary:
        binary = os.path.join(folder, "tiddly")
        subprocess.run(["go", "build", "-o", binary, "."], cwd=ROOT, check=True)


class Server:
    """The server over a database of the fixture's rows, at a free port."""

    def __init__(self, *flags):
        handle, self.path = tempfile.mkstemp(suffix=".db", dir=folder)
        os.close(handle)
        database = sqlite3.connect(self.path)
        with open(FIXTURE, encoding="utf-8") as script:
            database.executescript(script.read())
        database.close()
        self.log = open(self.path + ".log", "wb")
        self.process = subprocess.Popen(
            [binary, "serve", "--db", self.path, "--listen", "127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=folder)
        for line in self.process.stdout:
            found = re.search(r"(http://[^/\s]+)/graphql", line)
            if found:
                self.url = found.group(1)
                return
        self.stop()
        with open(self.log.name, encoding="utf-8") as log:
            raise RuntimeError("the server does not start: " + log.read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.stdout.read()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        return code

    def rows(self, query):
        """What another program reads in the database."""
        database = sqlite3.connect(self.path)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


class Original(unittest.TestCase):
    """What the original's own test and its README call. Bodies go out as those wrote them: of FETCH and of login encoded twice."""

    # Of these the tests use request, get, post, put and delete alone, which a session has as well.
    client = requests

    def setUp(self):
        self.server = Server()
        self.addCleanup(lambda: self.assertEqual(self.server.stop(), 0))
        self.url = self.server.url

    def data(self, response):
        """As clients of the original look at an answer: first ok, then the status."""
        self.assertTrue(response.ok, response.text)
        body = response.json()
        self.assertEqual(body["status"], "success", body)
        return body.get("data")

    def refused(self, response, verb, text=None):
        self.assertTrue(response.ok, response.text)
        body = response.json()
        self.assertEqual(body["status"], "error", body)
        self.assertEqual(body.get("verb"), verb)
        self.assertNotIn("data", body)
        if text is not None:
            self.assertEqual(body["error"], text)
        return body["error"]

    def fetch(self, table, query):
        return self.client.request("FETCH", self.url + "/" + table, json=json.dumps(query))

    def test_root(self):
        response = self.client.get(self.url + "/")
        self.assertTrue(response.ok)
        self.assertEqual(response.text, "It Works!")
        about = self.client.get(self.url + "/_info").json()
        self.assertEqual(sorted(about), ["Application", "Powered By"])
        self.assertTrue(about["Application"].startswith("tiddly "))

    def test_post(self):
        user = {"name": "admin", "email": "linus@expo.com", "password": "confused"}
        response = self.client.post(self.url + "/user", json=user)
        self.assertTrue(response.ok)
        self.assertEqual(response.json(), {"status": "success", "id": 7, "verb": "POST"})
        self.assertEqual(self.server.rows("SELECT name, email, password FROM user WHERE id = 7"), [("admin", "linus@expo.com", "confused")])
        response = self.client.post(self.url + "/dual", json={"text": "chai and biscuit."})
        self.assertEqual(response.json(), {"status": "success", "id": 8, "verb": "POST"})

    def test_put(self):
        response = self.client.put(self.url + "/user/2", json={"email": "doodle@nowhere.com", "password": "doodle"})
        self.assertTrue(response.ok)
        self.assertEqual(response.json(), {"status": "success", "id": 2, "verb": "PUT"})
        response = self.client.put(self.url + "/dual/5", json={"text": "new"})
        self.assertEqual(response.json(), {"status": "success", "id": 5, "verb": "PUT"})
        self.assertEqual(self.server.rows("SELECT text FROM dual WHERE id = 5"), [("new",)])

    def test_get(self):
        rows = self.data(self.client.get(self.url + "/dual"))
        self.assertEqual([row["id"] for row in rows], [1, 2, 3, 4, 5, 7])
        self.assertEqual(rows[5]["text"], 'O\'Reilly "q" <b>x</b> & 日本語 🎉')
        response = self.client.get(self.url + "/dual/1")
        self.assertEqual(response.json(), {"status": "success", "data": {"id": 1, "text": "chai and biscuit."}, "verb": "GET"})
        users = self.data(self.client.get(self.url + "/user"))
        self.assertEqual(sorted(users[0]), ["email", "id", "name", "password"])

    def test_delete(self):
        response = self.client.delete(self.url + "/dual/1")
        self.assertTrue(response.ok)
        self.assertEqual(response.json(), {"status": "success", "id": 1, "verb": "DELETE"})
        self.refused(self.client.delete(self.url + "/dual/1"), "DELETE", "No data found.")
        self.refused(self.client.get(self.url + "/dual/1"), "GET", "No data found.")
        self.assertEqual(self.server.rows("SELECT count(*) FROM dual"), [(5,)])

    def test_fetch(self):
        query = {"where": {"name": "admin"}, "orderby": "email desc", "limit": 2, "offset": 2}
        response = self.fetch("user", query)
        self.assertTrue(response.ok)
        self.assertEqual(response.json(), {"status": "success", "data": [{"id": 5, "email": "ann@expo.com", "password": "a", "name": "admin"}]})
        self.assertEqual(self.data(self.fetch("dual", {"where": {"text": "foobar"}})), [{"id": 3, "text": "foobar"}])
        admins = {"where": {"name": "admin"}, "orderby": "email"}
        self.assertEqual([row["id"] for row in self.data(self.fetch("user", admins))], [5, 1, 4])
        admins["orderby"] = "email desc"
        self.assertEqual([row["id"] for row in self.data(self.fetch("user", admins))], [4, 1, 5])
        admins.update(limit=10, offset=2)
        self.assertEqual([row["id"] for row in self.data(self.fetch("user", admins))], [5])
        self.assertEqual(self.data(self.fetch("dual", {"where": {"text": None}})), [{"id": 4, "text": None}])
        self.assertEqual([row["id"] for row in self.data(self.fetch("user", {"where": {"name": "Ünï"}}))], [6])

    def test_fetch_as_the_readme_shows_it(self):
        # The README's body is the object itself; the original took only what its test sent.
        response = self.client.request("FETCH", self.url + "/dual", json={"where": {"text": "foobar"}})
        self.assertEqual(self.data(response), [{"id": 3, "text": "foobar"}])
        response = self.client.request("FETCH", self.url + "/dual", data=json.dumps({"where": {"text": "foobar"}}))
        self.assertNotIn("Content-Type", response.request.headers)
        self.assertEqual(self.data(response), [{"id": 3, "text": "foobar"}])

    def test_post_and_put_encoded_twice(self):
        response = self.client.post(self.url + "/dual", json=json.dumps({"text": "twice"}))
        self.assertEqual(response.json(), {"status": "success", "id": 8, "verb": "POST"})
        response = self.client.put(self.url + "/dual/8", json=json.dumps({"text": "again"}))
        self.assertEqual(response.json(), {"status": "success", "id": 8, "verb": "PUT"})
        self.assertEqual(self.server.rows("SELECT text FROM dual WHERE id = 8"), [("again",)])

    def test_errors(self):
        self.refused(self.client.get(self.url + "/nosuch"), "GET", "Table not found: nosuch")
        self.refused(self.client.post(self.url + "/nosuch", json={"a": 1}), "POST", "Table not found: nosuch")
        self.refused(self.fetch("nosuch", {"where": {}}), None, "Table not found: nosuch")
        self.refused(self.client.put(self.url + "/dual/999", json={"text": "x"}), "PUT", "No data found.")
        for error in [
            self.refused(self.client.post(self.url + "/dual", json={"id": 1, "text": "x"}), "POST"),
            self.refused(self.client.post(self.url + "/books", json={"author_id": 1}), "POST"),
            self.refused(self.fetch("dual", {"where": {"nope": 1}}), None),
            self.refused(self.fetch("dual", {"where": {}, "orderby": "nope"}), None),
        ]:
            self.assertIsNone(re.search("sqlite|sqlalche|INSERT|SELECT|parameters|attribute", error, re.IGNORECASE), error)
        # The original's one session never came back from the first of these.
        self.assertEqual(len(self.data(self.client.get(self.url + "/dual"))), 6)
        self.assertEqual(self.client.request("PATCH", self.url + "/dual/1", json={"text": "x"}).status_code, 405)
        response = self.client.post(self.url + "/dual", data='{"text":', headers={"Content-Type": "application/json"})
        self.assertEqual(response.status_code, 400)

    def test_login(self):
        for email, password, answer in [
            ("linus@expo.com", "confused", {"status": "success"}),
            ("linus@expo.com", "x", {"status": "error", "error": "Invalid email or password."}),
            ("nobody@expo.com", "confused", {"status": "error", "error": "Invalid email or password."}),
            ("' OR 1=1 --", "' OR 1=1 --", {"status": "error", "error": "Invalid email or password."}),
        ]:
            response = self.client.post(self.url + "/login", json=json.dumps({"email": email, "password": password}))
            self.assertTrue(response.ok)
            self.assertEqual(response.json(), answer)
            self.assertEqual(bool(response.cookies), answer["status"] == "success")

    def test_kinds(self):
        row = self.data(self.client.get(self.url + "/item/1"))
        self.assertEqual(row, {
            "id": 1, "name": "bolt", "qty": 10, "big": 9007199254740993, "price": "9.99", "weight": 0.5, "active": True,
            "created": "2024-01-02T03:04:05Z", "day": "2024-01-02"})
        # What was read can be written, and finds its row.
        del row["id"]
        self.assertEqual(self.client.put(self.url + "/item/3", json=row).json()["status"], "success")
        self.assertEqual([found["id"] for found in self.data(self.fetch("item", {"where": row}))], [1, 3])

    def test_options_and_head(self):
        response = self.client.request("OPTIONS", self.url + "/dual")
        self.assertEqual(response.status_code, 200)
        self.assertIn("FETCH", response.headers["Allow"])
        response = self.client.request("HEAD", self.url + "/dual")
        self.assertEqual((response.status_code, response.text), (200, ""))


class InOneSession(Original):
    """The same by a session, which keeps its connection and its cookies."""

    def setUp(self):
        super().setUp()
        self.client = requests.Session()
        self.addCleanup(self.client.close)


class WithAccounts(unittest.TestCase):
    """A server that asks everyone who they are, for a client that has only ever logged in and gone on."""

    def test_login_opens_the_tables(self):
        server = Server("--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password", "--auth-required")
        self.addCleanup(lambda: self.assertEqual(server.stop(), 0))
        client = requests.Session()
        self.addCleanup(client.close)
        closed = {"status": "error", "error": "Unauthorized Access.", "verb": "GET"}
        self.assertEqual(client.get(server.url + "/dual/1").json(), closed)
        response = client.post(server.url + "/login", json=json.dumps({"email": "linus@expo.com", "password": "confused"}))
        self.assertEqual(response.json(), {"status": "success"})
        self.assertEqual(client.get(server.url + "/dual/1").json()["data"], {"id": 1, "text": "chai and biscuit."})
        query = json.dumps({"where": {"name": "admin"}, "orderby": "email desc", "limit": 2, "offset": 2})
        rows = client.request("FETCH", server.url + "/user", json=query).json()["data"]
        self.assertEqual(rows, [{"id": 5, "email": "ann@expo.com", "password": None, "name": "admin"}])
        self.assertEqual(requests.get(server.url + "/dual/1").json(), closed)


class AtTheHostOfTheOriginal(unittest.TestCase):
    """Clients go on using the host name that they know."""

    def test_the_name_is_told_to_the_server(self):
        server = Server("--hosts", "tiddly.example.org")
        self.addCleanup(lambda: self.assertEqual(server.stop(), 0))
        response = requests.get(server.url + "/dual/1", headers={"Host": "tiddly.example.org"})
        self.assertEqual(response.json()["data"]["text"], "chai and biscuit.")
        response = requests.get(server.url + "/dual/1", headers={"Host": "elsewhere.example.org"})
        self.assertEqual(response.status_code, 421)


class Long(unittest.TestCase):
    """A table that is longer than a page comes whole."""

    def test_every_row(self):
        server = Server()
        self.addCleanup(lambda: self.assertEqual(server.stop(), 0))
        database = sqlite3.connect(server.path)
        database.execute("WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 50099) INSERT INTO dual SELECT i, 'row ' || i FROM n")
        database.commit()
        database.close()
        rows = requests.get(server.url + "/dual").json()["data"]
        self.assertEqual([row["id"] for row in rows], [1, 2, 3, 4, 5, 7, *range(100, 50100)])
        query = json.dumps({"where": {"text": {"startsWith": "row "}}, "orderby": "id desc", "limit": 20000})
        rows = requests.request("FETCH", server.url + "/dual", json=query).json()["data"]
        self.assertEqual([row["id"] for row in rows], list(range(50099, 30099, -1)))


if __name__ == "__main__":
    unittest.main()
