import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NotificationEntity } from './notifications.entity.js';
import { NotificationQueries } from './notifications.queries.js';
import { NotificationsOfRunResolver, NotificationsResolver } from './notifications.resolver.js';

@Module({
  imports: [TypeOrmModule.forFeature([NotificationEntity])],
  providers: [NotificationQueries, NotificationsResolver, NotificationsOfRunResolver],
})
export class NotificationsModule {}
