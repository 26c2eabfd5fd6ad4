import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { prescription, type Prescription } from './prescription.decider.ts';

const { given } = specify(prescription);
const entry: Prescription = { prescriptionId: 'rx-1', name: 'Reading groups', domain: 'ela', tier: 'more', minMinutes: 20, maxMinutes: 40 };
const prescribe = (change: Partial<Prescription> = {}) => ({ type: 'PrescribeIntervention' as const, data: { ...entry, ...change } });
const prescribed = { type: 'InterventionPrescribed' as const, data: entry };
const retire = { type: 'RetireIntervention' as const, data: { prescriptionId: 'rx-1', reason: 'no evidence' } };
const retired = { type: 'InterventionRetired' as const, data: retire.data };

describe('the catalogue of interventions', () => {
  test('takes a prescription', () => given().when(prescribe()).then(prescribed));
  test('takes the same one only once', () => given(prescribed).when(prescribe()).then());
  test('does not change what runs lean on', () => given(prescribed).when(prescribe({ maxMinutes: 60 })).thenRejected('PRESCRIPTION_EXISTS'));
  test('retires one', () => given(prescribed).when(retire).then(retired));
  test('retires it once', () => given(prescribed, retired).when(retire).then());
  test('cannot retire what is not there', () => given().when(retire).thenRejected('PRESCRIPTION_NOT_FOUND'));
});
