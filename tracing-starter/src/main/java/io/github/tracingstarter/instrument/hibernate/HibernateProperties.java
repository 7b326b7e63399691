package io.github.tracingstarter.instrument.hibernate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Hibernate.
 *
 * @param enabled Whether each flush of Hibernate that runs statements has a span, with
 * these statements below it.
 */
@ConfigurationProperties("tracing.hibernate")
record HibernateProperties(@DefaultValue("false") boolean enabled) {

}
