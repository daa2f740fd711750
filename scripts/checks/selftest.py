#!/usr/bin/env python3
"""The checks find what they are for: each is shown a small project with one fault and one without."""

import io
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import abi
import imports
import linkage
import manifests
import paths
import sizes
from project import finish

MANIFEST = {
    "id": "ping", "name": "Ping", "version": "1.0.0", "description": "Pings.",
    "license": "MIT", "implements": [{"xep": "XEP-0199", "version": "2.0.1"}], "requires": {"kit": "1.0"},
}


class Checks(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)
        subprocess.run(["git", "init", "--quiet", directory.name], check=True)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assertFinds(self, findings, *places):
        self.assertEqual([":".join(line.split(":")[:2]) for line in findings], list(places))

    def test_layer_imports_leftwards(self):
        self.write("Sources/Core/GrapnelStream/A.swift", "internal import COpenSSL\npublic import GrapnelKit\n")
        self.assertFinds(imports.find(self.root))

    def test_layer_imports_rightwards(self):
        self.write("Sources/Core/GrapnelStream/A.swift", "import GrapnelKit\n@testable public import GrapnelClient\n")
        self.assertFinds(imports.find(self.root), "Sources/Core/GrapnelStream/A.swift:2")

    def test_third_party_outside_its_layer(self):
        self.write("Sources/Core/GrapnelClient/A.swift", "import NIOCore\nimport struct GRDB.Row\n")
        name = "Sources/Core/GrapnelClient/A.swift"
        self.assertFinds(imports.find(self.root), f"{name}:1", f"{name}:2")

    def test_foundation_in_the_kit(self):
        self.write("Sources/Core/GrapnelKit/A.swift", "import FoundationEssentials\nimport Foundation\n")
        self.assertFinds(imports.find(self.root), "Sources/Core/GrapnelKit/A.swift:2")

    def test_plugin_imports(self):
        self.write("Plugins/Ping/Sources/A.swift", "import GrapnelKit\nimport CGPGME\nimport GrapnelClient\nimport MUC\n")
        self.write("Plugins/MUC/Tests/A.swift", "import TestSupport\nimport Ping\n")
        ping, muc = "Plugins/Ping/Sources/A.swift", "Plugins/MUC/Tests/A.swift"
        self.assertFinds(imports.find(self.root), f"{muc}:2", f"{ping}:3", f"{ping}:4")

    def test_loading_has_one_home(self):
        self.write("Sources/Core/GrapnelClient/Plugins/Image.swift", "let a = dlopen(path, 2)\nlet b = dlsym(a, name)\n")
        self.write("Sources/REPL/B.swift", "// dlopen is spoken of\nlet a = dlopen(path, 2)\n")
        self.assertFinds(imports.find(self.root), "Sources/REPL/B.swift:2")

    def test_unloading_never(self):
        self.write("Sources/Core/GrapnelClient/Image.swift", "dlclose(image)\n")
        self.assertFinds(imports.find(self.root), "Sources/Core/GrapnelClient/Image.swift:1")

    def test_sizes(self):
        self.write("Sources/A.swift", "\n" * 400)
        self.write("scripts/run", "\n" * 401)
        self.assertFinds(sizes.find(self.root), "scripts/run:401")

    def test_paths(self):
        home = "/" + "home"
        self.write("README.md", f"see docs/work/a and ~/work\nin {home}/ann/x\n")
        self.write("scripts/run", f'cd "/{"work"}/main"\n')
        self.assertFinds(paths.find(self.root), "README.md:2", "scripts/run:1")

    def test_manifests(self):
        self.write("Package.swift", 'plugin("Ping"),\n')
        for part in ("README.md", "Sources/A.swift", "Tests/A.swift"):
            self.write(f"Plugins/Ping/{part}", "")
        self.write("Plugins/Ping/manifest.json", json.dumps(MANIFEST))
        self.assertFinds(manifests.find(self.root))
        self.write("Plugins/Ping/manifest.json", json.dumps({**MANIFEST, "version": "one", "requires": {}, "implements": ["199"]}))
        self.assertFinds(manifests.find(self.root), *["Plugins/Ping/manifest.json:1"] * 3)

    def test_linkage(self):
        source = self.write("a.c", "int dollar(void) __asm__(\"$s3NIO4LoopC\"); int dollar(void) { return 0; }\n")
        library = self.root / "libPing.so"
        subprocess.run(["clang", "-shared", "-fPIC", "-nostdlib", "-o", library, source], check=True)
        findings = list(linkage.find(self.root, [("Ping", library)]))
        self.assertEqual([word for word in ("libGrapnel.so", "$ORIGIN", "$s3NIO4LoopC")
                          if any(word in line for line in findings)], ["libGrapnel.so", "$ORIGIN", "$s3NIO4LoopC"])
        self.assertEqual(sum("grapnel_plugin_" in line for line in findings), 2)

    def test_abi(self):
        old = self.interface("public func a() {}\npublic protocol Q { func b() }\n")
        grown = self.interface("public func a() {}\npublic func c() {}\npublic protocol Q { func b(); func d() }\n"
                               "extension Q { public func d() {} }\n")
        broken = self.interface("public protocol Q { func b(); func d() }\n")
        self.assertEqual(abi.breaks(old, grown, "K"), [])
        self.assertEqual(len(abi.breaks(old, broken, "K")), 2)

    def test_abi_is_what_plugins_see(self):
        old = self.interface("public func a() {}\npackage func b() {}\nfunc c() {}\n")
        new = self.interface("public func a() {}\n")
        self.assertEqual(abi.breaks(old, new, "K"), [])

    def interface(self, source):
        """The interface of a module K with this source, built as the kit is for the tests."""
        directory = Path(tempfile.mkdtemp(dir=self.root))
        (directory / "K.swift").write_text(source)
        command = ["swiftc", "-emit-module", "-module-name", "K", "-enable-library-evolution", "-package-name", "p",
                   "-enable-testing", "-swift-version", "6", "-emit-module-interface-path", "K.swiftinterface",
                   "-o", "K.swiftmodule"]
        subprocess.run([*command, "K.swift"], cwd=directory, check=True, capture_output=True)
        return directory / "K.swiftinterface"


if __name__ == "__main__":
    told = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Checks)
    result = unittest.TextTestRunner(stream=told, verbosity=0).run(suite)
    finish([] if result.wasSuccessful() else told.getvalue().splitlines(), f"{result.testsRun} tests of the checks pass")
