/**
 * RabbitMQ: streams, and the bindings of Spring Cloud Stream.
 */
package io.github.tracingstarter.technologies.rabbit;
