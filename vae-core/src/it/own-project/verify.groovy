// All that the program wrote, to either stream: no warnings and no log.
def lines = new File(basedir, 'output.txt').readLines()
assert lines.size() == 6
assert lines[0..4].every { it.startsWith('EpochMetrics[') }
assert lines[5] ==~ /log p\(x\) -\d+\.\d+ ± .*, ELBO -\d+\.\d+ ± .*/

// Native code comes for this machine only.
def platforms = [] as Set
localRepositoryPath.eachFileRecurse {
  platforms.addAll((it.name =~ /-((?:android|ios|linux|macosx|windows)-[a-z0-9_]+)/).collect { it[1] })
}
assert platforms.size() == 1: platforms
true
