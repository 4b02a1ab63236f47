// TypeORM and Nest read what decorators emit.
import 'reflect-metadata';
