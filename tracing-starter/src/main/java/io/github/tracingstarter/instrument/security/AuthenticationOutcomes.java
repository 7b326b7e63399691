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
 * Tells a span how an authentication ended and, only where that is wanted, who the user
 * is. Messages of exceptions may contain names, so only their types are kept.
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
	 * Tells who the user is.
	 * @param span the span
	 * @param user the user, or null if nobody has asked for it
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
