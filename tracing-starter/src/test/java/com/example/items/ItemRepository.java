package com.example.items;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;

public interface ItemRepository extends JpaRepository<Item, Long> {

	List<Item> findByTitle(String title);

	default List<Item> findTwice(String title) {
		findByTitle(title);
		return findByTitle(title);
	}

}
