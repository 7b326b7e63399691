package io.github.tracingstarter.instrument.http;

import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The route by which a gateway forwards a request.
 *
 * @param id the name of the route, perhaps a generated one
 * @param pattern the pattern of paths that matched, or null if the path did not matter
 */
public record ForwardedRoute(String id, @Nullable String pattern) {

	/**
	 * The key of the route's id, as in Spring Cloud Gateway.
	 */
	public static final AttributeKey<String> ROUTE_ID = AttributeKey.stringKey("spring.cloud.gateway.route.id");

	/**
	 * Whether there is a gateway for servlets.
	 */
	public static final boolean ON_SERVLETS = ClassUtils.isPresent(
			"org.springframework.cloud.gateway.server.mvc.common.MvcUtils", ForwardedRoute.class.getClassLoader());

	/**
	 * Returns the text after which the span of a request is named: the pattern, as for
	 * any handler, or else the route.
	 * @return the name, or null if there is no stable one
	 */
	public @Nullable String target() {
		return (this.pattern != null) ? this.pattern : isMadeUp(this.id) ? null : this.id;
	}

	/**
	 * Returns whether an id is a UUID, which differs after each start.
	 */
	private static boolean isMadeUp(String id) {
		return id.length() == 36 && id.charAt(8) == '-' && id.charAt(13) == '-' && id.charAt(18) == '-'
				&& id.charAt(23) == '-';
	}

}
