// The project is the one that README.md tells to write.
def readme = new File(basedir, '../../../../README.md').text
def block = { language ->
  def blocks = readme.findAll(/(?s)```$language\n(.*?)```/) { all, text -> text }
  assert blocks.size() == 1: "README.md should have one block of $language"
  blocks[0]
}
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('<!-- README.md -->', block('xml'))
new File(basedir, 'flags').text = block('text')
def program = new File(basedir, 'src/main/java/Example.java')
program.parentFile.mkdirs()
program.text = block('java')
true
