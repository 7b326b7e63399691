package io.github.tracingstarter.comparison.reactive;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A user, who has items.
 *
 * @param id the primary key
 * @param name the user's name
 * @param city where the user lives
 */
@Table("USERS")
record User(@Id long id, String name, String city) {

}
