# The runner's variables, with what it knows of databases and brokers: in the environment, and wherever a program's start lies in memory.
# ends: exited 0
import re

known = {'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'PYTHONDONTWRITEBYTECODE', 'LC_CTYPE'}
if set(os.environ) - known:
    got(set(os.environ) - known)
for process in ('self', '1'):
    try:
        with open(f'/proc/{process}/environ') as file:
            names = {variable.split('=')[0] for variable in file.read().split('\0') if variable}
    except OSError:
        continue
    if names - known:
        got(process, names - known)
words = re.compile(b'(?:' + b'|'.join(name + b'_' for name in (b'DOTNET', b'VSTEST', b'ASPNETCORE', b'Runner', b'Redis', b'RabbitMq')) + b')[A-Za-z_]+=')
with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
    for line in maps:
        if line.rstrip().endswith('[stack]'):
            start, end = (int(edge, 16) for edge in line.split()[0].split('-'))
            memory.seek(start)
            found = words.findall(memory.read(end - start))
            if found:
                got(found)
print('contained')
