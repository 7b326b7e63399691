package io.github.tracingstarter.sample.user;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

record NewUser(@NotBlank @Size(max = 50) String username, @NotBlank @Email @Size(max = 254) String email,
		@NotNull @Size(min = 8, max = 128) String password) {

	@Override
	public String toString() {
		return "NewUser[username=" + this.username + ", email=" + this.email + "]";
	}

}
