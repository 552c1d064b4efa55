# Changes the interpreter that it runs in, for the next one: its modules, its hooks, its code.
# ends: exited 0
import builtins, site, sysconfig

builtins.print_before, sys.path[:0] = print, ['/workspace']
os.environ['PYTHONSTARTUP'] = '/workspace/start.py'
places = {*sys.path, *site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path('stdlib'), os.path.dirname(os.__file__) + '/__pycache__', '/src/__pycache__', '/src', '/usr/lib/python3/dist-packages'}
for place in places:
    for name in ('sitecustomize.py', 'usercustomize.py', 'os.py', 'x.pth', 'os.cpython-311.pyc', 'main.cpython-311.pyc', 'template.so'):
        path = f'{place}/{name}'
        if path.startswith('/workspace'):
            os.makedirs(place, exist_ok=True)
            open(path, 'w').write('import sys; sys.exit("taken over")')
        else:
            attempt(path, open, path, 'a')
for name in list(sys.modules):
    if name not in ('sys', 'builtins', 'os', 'ctypes', '__main__'):
        del sys.modules[name]
attempt('the interpreter', open, sys.executable, 'a')
attempt('what is preloaded', open, '/src/template.so', 'a')
builtins.open = None
print('contained')
