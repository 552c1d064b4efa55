# A child exits with success when the program does not.
# ends: exited 9
import subprocess

subprocess.run(['/bin/sh', '-c', 'exit 0'])
if os.fork() == 0:
    os._exit(0)
os.wait()
os._exit(9)
