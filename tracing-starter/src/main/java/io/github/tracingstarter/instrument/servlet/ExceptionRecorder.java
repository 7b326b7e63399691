package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Records the exceptions of handlers before the application turns them into a response.
 * Resolves none of them.
 */
class ExceptionRecorder implements HandlerExceptionResolver, Ordered {

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception exception) {
		ServerExchange exchange = ExchangeAttribute.of(request);
		if (exchange != null) {
			exchange.failed(exception, request, response);
		}
		return null;
	}

}
