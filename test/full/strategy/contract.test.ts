import { contract, modelled } from '../../unit/strategy/contract';

for (const name of modelled) contract(name, 40);
