package io.github.tracingstarter.sample.user;

import org.jspecify.annotations.Nullable;

record UserResponse(@Nullable Long id, String username, String email) {

	static UserResponse of(User user) {
		return new UserResponse(user.getId(), user.getUsername(), user.getEmail());
	}

}
