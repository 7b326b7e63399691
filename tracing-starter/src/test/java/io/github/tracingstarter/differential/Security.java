package io.github.tracingstarter.differential;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Responses behind Spring Security.
 */
final class Security {

	private static final String LOGIN = " | Authorization: Basic dXNlcjpzZWNyZXQ=";

	private static final String WRONG = " | Authorization: Basic dXNlcjp3cm9uZw==";

	private static final List<String> REQUESTS = Stream
		.of("/text", "/unknown", "/broken", "/conflict", "/callable", "/sse", "/hello.txt", "/css/x.css", "/admin",
				"/user", "/user-in-callable", "/user-in-async", "/actuator/health", "/login")
		.flatMap((path) -> Stream.of("GET " + path, "GET " + path + " | Accept: text/html", "GET " + path + LOGIN,
				"GET " + path + WRONG, "POST " + path + LOGIN))
		.toList();

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]*)\"");

	private Security() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("security: responses on Tomcat", OnTomcat.class, Requests.responsesTo(REQUESTS)),
					Situation.of("security: responses on Jetty", OnJetty.class, Requests.responsesTo(REQUESTS)),
					Situation.of("security: responses with roles", WithRoles.class, Requests.responsesTo(REQUESTS)),
					Situation.of("security: a session, from login to logout", WithRoles.class, Security::session))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet", "test.security=true",
					"spring.security.user.password=secret"));
	}

	private static Object session(ConfigurableApplicationContext context) {
		Http http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		HttpResponse<String> page = http.get("/login");
		String before = cookie(page);
		HttpResponse<String> login = http.exchange("POST",
				"/login?username=user&password=secret&_csrf=" + token(page.body()), "Cookie", before);
		String session = cookie(login);
		HttpResponse<String> user = http.get("/user", "Cookie", session);
		HttpResponse<String> logoutPage = http.get("/logout", "Cookie", session);
		HttpResponse<String> logout = http.exchange("POST", "/logout?_csrf=" + token(logoutPage.body()), "Cookie",
				session);
		return List.of(page.statusCode(), login.statusCode(), !session.equals(before), user.statusCode(), user.body(),
				logout.statusCode(), http.get("/user", "Cookie", session).statusCode(),
				http.get("/user", "Cookie", before).statusCode());
	}

	private static String cookie(HttpResponse<String> response) {
		return response.headers().firstValue("Set-Cookie").orElse("none=").split(";")[0];
	}

	private static String token(String page) {
		Matcher matcher = TOKEN.matcher(page);
		return matcher.find() ? matcher.group(1) : "none";
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	@EnableAsync
	@Import({ Requests.Controller.class, User.class, Worker.class, PlainPasswords.class })
	static class OnTomcat {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = TomcatServletWebServerAutoConfiguration.class)
	@EnableAsync
	@Import({ Requests.Controller.class, User.class, Worker.class, PlainPasswords.class })
	static class OnJetty {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	@Import({ Requests.Controller.class, User.class, Worker.class, PlainPasswords.class })
	static class WithRoles {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/css/**", "/text")
					.permitAll()
					.requestMatchers("/admin")
					.hasRole("ADMIN")
					.anyRequest()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class User {

		private final Worker worker;

		User(Worker worker) {
			this.worker = worker;
		}

		@GetMapping("/admin")
		String admin() {
			return "admin";
		}

		@GetMapping("/user")
		String user() {
			return name();
		}

		@GetMapping("/user-in-callable")
		Callable<String> inCallable() {
			return User::name;
		}

		@GetMapping("/user-in-async")
		String inAsync() {
			return this.worker.name().join();
		}

		private static String name() {
			Authentication user = SecurityContextHolder.getContext().getAuthentication();
			return (user != null) ? user.getName() + " " + user.getClass() : "nobody";
		}

	}

	/**
	 * Otherwise, hashing passwords takes most of the time.
	 */
	static class PlainPasswords implements PasswordEncoder {

		@Override
		public String encode(CharSequence password) {
			return password.toString();
		}

		@Override
		public boolean matches(CharSequence password, String encoded) {
			return encoded.contentEquals(password);
		}

	}

	static class Worker {

		@Async
		CompletableFuture<String> name() {
			return CompletableFuture.completedFuture(User.name());
		}

	}

}
