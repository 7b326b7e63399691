package io.github.tracingstarter.control;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

/**
 * Makes the changes over HTTP, in the name of the logged-in user, and reports errors as
 * problem details.
 */
@EndpointWebExtension(endpoint = TracingEndpoint.class)
class TracingEndpointWebExtension {

	private static final MimeType PROBLEM = MimeType.valueOf("application/problem+json");

	private static final int FORBIDDEN = 403;

	private static final int MOST_CHARACTERS = 1000;

	private final TracingEndpoint endpoint;

	TracingEndpointWebExtension(TracingEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@WriteOperation
	WebEndpointResponse<Map<String, Object>> changeAll(SecurityContext security, @Nullable String properties,
			@Nullable String duration) {
		return answer(() -> this.endpoint.changeAll(properties, duration, who(security)));
	}

	@WriteOperation
	WebEndpointResponse<Map<String, Object>> change(SecurityContext security, @Selector String key,
			@Nullable String value, @Nullable String duration) {
		return answer(() -> this.endpoint.change(key, value, duration, who(security)));
	}

	@DeleteOperation
	WebEndpointResponse<Map<String, Object>> undo(SecurityContext security, @Selector String number) {
		return answer(() -> this.endpoint.undo(number, who(security)));
	}

	private static String who(SecurityContext security) {
		Principal principal = security.getPrincipal();
		return (principal != null) ? "%s (Actuator)".formatted(principal.getName()) : "Actuator";
	}

	private WebEndpointResponse<Map<String, Object>> answer(Supplier<Map<String, Object>> operation) {
		if (!this.endpoint.isWritable()) {
			return problem(FORBIDDEN, "Forbidden",
					"Changes are not allowed. Set tracing.control.writable=true where the application starts.");
		}
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (InvalidTracingPropertyException ex) {
			WebEndpointResponse<Map<String, Object>> problem = problem(WebEndpointResponse.STATUS_BAD_REQUEST,
					"Bad Request", ex.getMessage());
			problem.getBody().put("key", ex.key());
			problem.getBody().put("value", shortened(ex.value()));
			problem.getBody().put("fix", ex.fix());
			return problem;
		}
	}

	private static WebEndpointResponse<Map<String, Object>> problem(int status, String title, @Nullable String detail) {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", "about:blank");
		problem.put("title", title);
		problem.put("status", status);
		problem.put("detail", shortened(String.valueOf(detail)));
		return new WebEndpointResponse<>(problem, status, PROBLEM);
	}

	private static String shortened(String text) {
		return (text.length() > MOST_CHARACTERS) ? text.substring(0, MOST_CHARACTERS) + "..." : text;
	}

}
