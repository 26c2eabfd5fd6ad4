// Opens a data folder, says so, and keeps it until it is killed. `node hold-folder.ts <folder>`
import { openDataFolder } from '../data-folder.ts';

openDataFolder(process.argv[2]!);
process.stdout.write('open\n');
setInterval(() => {}, 60_000);
