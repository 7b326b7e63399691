package io.github.tracingstarter.instrument.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the spans that come from Spring's own observations.
 *
 * @param security whether Spring Security's filters, authentications and authorizations
 * have spans; their metrics are there in any case
 * @param redisWithoutParent whether Redis commands outside a trace, as those of a health
 * check or a new connection, begin one
 */
@ConfigurationProperties("tracing.observation")
record ObservationProperties(@DefaultValue("false") boolean security,
		@DefaultValue("false") boolean redisWithoutParent) {

}
