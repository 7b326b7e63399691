package io.github.tracingstarter.instrument.http;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the server instrumentation.
 *
 * @param enabled Whether to trace requests to this application.
 * @param exclude Path patterns that are not traced, each with an optional method, such as
 * '/internal/**' or 'GET /ping', without the context path.
 * @param excludeActuator Whether to exclude the endpoints of Actuator.
 * @param excludeStaticResources Whether to exclude static files and '/favicon.ico'.
 * @param observation Whether requests to a servlet application are observed even where no
 * metrics, convention, filter or other bean needs it, so that
 * 'ServerHttpObservationFilter.findObservationContext' finds a context; costs about 3 KB
 * of memory per request.
 */
@ConfigurationProperties("tracing.web")
public record WebProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> exclude,
		@DefaultValue("true") boolean excludeActuator, @DefaultValue("true") boolean excludeStaticResources,
		@DefaultValue("false") boolean observation) {

}
