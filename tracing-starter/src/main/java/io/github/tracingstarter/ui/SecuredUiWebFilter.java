package io.github.tracingstarter.ui;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Serves the page in a WebFlux application behind Spring Security.
 */
class SecuredUiWebFilter implements WebFilter, Ordered {

	/**
	 * After Spring Security's filter, whose order is -100.
	 */
	private static final int ORDER = -99;

	private final UiHandler handler;

	private final UiWebHandler webHandler;

	private final List<String> roles;

	SecuredUiWebFilter(UiHandler handler, UiWebHandler webHandler, List<String> roles) {
		this.handler = handler;
		this.webHandler = webHandler;
		this.roles = roles;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = UiWebHandler.path(exchange.getRequest());
		if (!this.handler.isPage(path)) {
			return chain.filter(exchange);
		}
		return exchange.getPrincipal()
			.map((principal) -> (principal instanceof Authentication authentication) ? user(authentication)
					: UiCall.User.ANONYMOUS)
			.defaultIfEmpty(UiCall.User.ANONYMOUS)
			.flatMap((user) -> this.webHandler.serve(exchange.getRequest(), exchange.getResponse(), path, user));
	}

	private UiCall.User user(Authentication authentication) {
		if (!authentication.isAuthenticated() || authentication instanceof AnonymousAuthenticationToken) {
			return UiCall.User.ANONYMOUS;
		}
		return authentication.getAuthorities()
			.stream()
			.anyMatch((authority) -> this.roles.stream()
				.anyMatch((role) -> ("ROLE_" + role).equals(authority.getAuthority()))) ? UiCall.User.ALLOWED
						: UiCall.User.WITHOUT_ROLE;
	}

}
