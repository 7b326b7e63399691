package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.ErrorAttributes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Records on a span the outcome of an authentication and, only if enabled, the user.
 * Messages of exceptions may contain names, so only their types are recorded.
 */
final class AuthenticationOutcomes {

	private static final AttributeKey<String> USER = AttributeKey.stringKey("enduser.id");

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(AuthenticationOutcomes.class),
			"The outcome of an authentication could not be added to its span. The authentication is not affected.");

	private final SecurityProperties properties;

	private final AttributeRedaction text;

	AuthenticationOutcomes(SecurityProperties properties, AttributeRedaction text) {
		this.properties = properties;
		this.text = text;
	}

	void succeeded(Span span, Authentication user) {
		failures.guard(() -> {
			if (this.properties.authenticationEvents() && span.isRecording()) {
				span.addEvent("authentication.success");
			}
		});
		identified(span, user);
	}

	void failed(Span span, Throwable error) {
		failures.guard(() -> {
			if (this.properties.authenticationEvents() && span.isRecording()) {
				span.addEvent("authentication.failure",
						Attributes.of(ErrorAttributes.ERROR_TYPE, ExceptionEvent.typeOf(error)));
			}
		});
	}

	/**
	 * Records the user.
	 * @param span the span
	 * @param user the user, or null if the user has not been loaded
	 */
	void identified(Span span, @Nullable Authentication user) {
		if (this.properties.enduserId() && user != null) {
			failures.guard(() -> {
				if (span.isRecording() && user.isAuthenticated() && !(user instanceof AnonymousAuthenticationToken)) {
					span.setAttribute(USER, this.text.redact(USER.getKey(), user.getName()));
				}
			});
		}
	}

}
