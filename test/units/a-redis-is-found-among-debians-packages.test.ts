import { expect, test } from "vitest";
import { candidateIn, librariesIn } from "../../deploy/local/embedded/debian-packages.ts";
import { redisVersionIn } from "../../deploy/local/embedded/redis-program.ts";

test("O1: the version that would be fetched is read without its epoch", () => {
  const policy = "redis-tools:\n  Installed: (none)\n  Candidate: 5:7.0.15-1~deb12u5\n  Version table:\n";
  expect(candidateIn(policy)).toBe("7.0.15-1~deb12u5");
  expect(candidateIn("valkey-tools:\n  Installed: (none)\n  Candidate: (none)\n")).toBeUndefined();
  expect(candidateIn("N: Unable to locate package valkey-tools")).toBeUndefined();
});

test("O1: of a package's needs its libraries are fetched, but none that every system has", () => {
  const depends = `redis-tools
  Depends: libatomic1
  Depends: libc6
 |Depends: libjemalloc2
  Depends: libssl3t64
  Depends: libsystemd0
  Depends: adduser
  Depends: <libvirtual>
    libreal1
`;
  expect(librariesIn(depends)).toEqual(["libatomic1", "libjemalloc2"]);
});

test("O1: a Redis or a Valkey is known by what it says of itself", () => {
  expect(redisVersionIn("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0")).toEqual({
    title: "Redis 7.0.15",
    major: 7,
  });
  expect(redisVersionIn("Valkey server v=8.1.1 sha=00000000:0")).toEqual({ title: "Valkey 8.1.1", major: 8 });
  expect(redisVersionIn("command not found")).toBeUndefined();
});
