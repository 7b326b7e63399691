package io.github.tracingstarter.sample.user;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

@ApiTest
class UserApiTests {

	private final ApiClient client;

	private final UserRepository users;

	private final PasswordEncoder passwordEncoder;

	UserApiTests(@LocalServerPort int port, @Autowired UserRepository users,
			@Autowired PasswordEncoder passwordEncoder) {
		this.client = new ApiClient(port);
		this.users = users;
		this.passwordEncoder = passwordEncoder;
	}

	@ParameterizedTest
	@ValueSource(strings = { "/users", "/users/" })
	void createsAndListsUsers(String path) {
		String name = "listed" + path.length();
		this.client.post(path, ApiClient.user(name))
			.expectStatus()
			.isCreated()
			.expectHeader()
			.valueMatches("Location", "/users/\\d+")
			.expectBody()
			.jsonPath("$.username")
			.isEqualTo(name)
			.jsonPath("$.email")
			.isEqualTo(name + "@example.com");
		this.client.get(path)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[?(@.username == '%s')]".formatted(name))
			.isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/users/{id}", "/users/{id}/" })
	void returnsOneUser(String path) {
		String name = "one" + path.length();
		long id = this.client.createUser(name);
		this.client.get(path, id)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.id")
			.isEqualTo(id)
			.jsonPath("$.username")
			.isEqualTo(name);
	}

	@Test
	void storesThePasswordHashedAndNeverReturnsIt() {
		byte[] created = this.client.post("/users", ApiClient.user("secretive"))
			.expectStatus()
			.isCreated()
			.expectBody()
			.returnResult()
			.getResponseBody();
		byte[] listed = this.client.get("/users").expectBody().returnResult().getResponseBody();
		assertThat(List.of(created, listed)).extracting((body) -> new String(body, StandardCharsets.UTF_8))
			.allSatisfy((body) -> assertThat(body).contains("secretive").doesNotContainIgnoringCase("password"));
		User user = this.users.findAll()
			.stream()
			.filter((candidate) -> candidate.getUsername().equals("secretive"))
			.findFirst()
			.orElseThrow();
		assertThat(user.getPasswordHash()).doesNotContain("password of secretive");
		assertThat(this.passwordEncoder.matches("password of secretive", user.getPasswordHash())).isTrue();
	}

	@Test
	void acceptsALongPasswordInAnyAlphabet() {
		this.client.post("/users", """
				{"username":"polyglot","email":"polyglot@example.com","password":"%s"}
				""".formatted("密".repeat(128))).expectStatus().isCreated();
	}

	@Test
	void refusesATakenUsername() {
		this.client.createUser("taken");
		ApiClient.expectProblem(this.client.post("/users", """
				{"username":"taken","email":"free@example.com","password":"password123"}
				"""), HttpStatus.CONFLICT).jsonPath("$.detail").isEqualTo("The username 'taken' is taken");
	}

	@Test
	void refusesATakenEmail() {
		this.client.createUser("owner");
		ApiClient.expectProblem(this.client.post("/users/", """
				{"username":"free","email":"owner@example.com","password":"password123"}
				"""), HttpStatus.CONFLICT).jsonPath("$.detail").isEqualTo("The email 'owner@example.com' is taken");
	}

	@Test
	void createsAUserOnceWhenAskedSeveralTimesAtOnce() {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<CompletableFuture<Integer>> statuses = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> this.client.post("/users", ApiClient.user("racer"))
					.returnResult(Void.class)
					.getStatus()
					.value(), executor))
				.toList();
			assertThat(statuses).map(CompletableFuture::join).containsExactlyInAnyOrder(201, 409, 409, 409);
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void namesEachInvalidField() {
		byte[] body = ApiClient.expectProblem(this.client.post("/users", """
				{"username":" ","email":"nowhere","password":"short"}
				"""), HttpStatus.BAD_REQUEST).json("""
				{
					"errors": [
						{"field": "email", "message": "must be a well-formed email address"},
						{"field": "password", "message": "size must be between 8 and 128"},
						{"field": "username", "message": "must not be blank"}
					]
				}
				""").returnResult().getResponseBody();
		assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("short");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "" })
	void refusesWhatIsNoUser(String body) {
		ApiClient.expectProblem(this.client.post("/users", body), HttpStatus.BAD_REQUEST);
	}

	@Test
	void doesNotKnowAnUnknownUser() {
		ApiClient.expectProblem(this.client.get("/users/4711"), HttpStatus.NOT_FOUND)
			.jsonPath("$.detail")
			.isEqualTo("There is no user 4711");
	}

	@Test
	void refusesAnIdThatIsNoNumber() {
		ApiClient.expectProblem(this.client.get("/users/me"), HttpStatus.BAD_REQUEST);
	}

	@Test
	void answersAnUnknownPathWithAProblem() {
		ApiClient.expectProblem(this.client.get("/nowhere"), HttpStatus.NOT_FOUND);
	}

}
